"""A picture from a stranger, drawn anew: what comes out holds pixels and nothing else."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, Final

from quizapp.core import limits
from quizapp.core.passage_file import IMAGE_TYPES, image_type
from quizapp.core.question import Message

if TYPE_CHECKING:
    from PIL import Image

_FORMATS: Final = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
_MODES: Final = {
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"},
    "JPEG": {"L", "RGB"},
    "WEBP": {"RGB", "RGBA"},
    "GIF": {"L", "P"},
}
_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "PNG": {},
    "JPEG": {"quality": 90, "progressive": True},
    "WEBP": {"quality": 90},
    "GIF": {},
}
# More than any page shows; larger ones would only keep phones waiting.
_LONGEST_SIDE: Final = 2_400
_TOO_LARGE: Final = Message("This picture is larger than 5 MiB.")
_TOO_MANY_PIXELS: Final = Message("This picture has more than 25 megapixels. Make it smaller.")
_NO_PICTURE: Final = Message("This is no PNG, JPEG, WebP or GIF picture, or it is damaged.")


def redraw(name: str, data: bytes) -> bytes | Message:
    """Return the picture drawn anew, or why it is not taken.

    Its first frame is kept, turned as the camera said and at most 2,400 pixels long or wide; place,
    time, comments and colours' profiles are gone.
    """
    if len(data) > limits.IMAGE_BYTES:
        return _TOO_LARGE
    media_type = image_type(name, data)
    if media_type is None:
        return _wrong_type(name)
    # Slow to import, and only whoever uploads a picture needs it.
    from PIL import Image

    try:
        return _redraw(data, _FORMATS[media_type])
    except MemoryError:
        raise
    except Image.DecompressionBombError:
        return _TOO_MANY_PIXELS
    except Exception:  # noqa: BLE001 - Pillow's decoders raise whatever they like for damaged files
        return _NO_PICTURE


def _wrong_type(name: str) -> Message:
    suffix = name.rpartition(".")[2].lower()
    if suffix not in IMAGE_TYPES:
        return Message("Pictures are PNG, JPEG, WebP or GIF; this is none of them.")
    return Message("This is no picture of the type that its name says.")


def _redraw(data: bytes, kind: str) -> bytes | Message:
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=[kind]) as opened:
            # Known from the header, before a pixel is decoded.
            if opened.width * opened.height > limits.IMAGE_PIXELS:
                return _TOO_MANY_PIXELS
            opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            opened.load()
            turned = ImageOps.exif_transpose(opened)
    drawn = _draw(_smaller(turned), kind)
    return drawn if len(drawn) <= limits.IMAGE_BYTES else _TOO_LARGE


def _smaller(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest <= _LONGEST_SIDE:
        return picture
    size = [max(1, side * _LONGEST_SIDE // longest) for side in picture.size]
    # Palettes know no colours in between.
    has_palette = picture.mode in {"P", "PA"}
    plain = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return (plain if has_palette else picture).resize((size[0], size[1]), reducing_gap=2.0)


def _draw(picture: Image.Image, kind: str) -> bytes:
    from PIL import Image

    if picture.mode not in _MODES[kind]:
        picture = picture.convert(_mode_for(picture, kind))
    # A new picture takes the pixels alone: none of what stood beside them in the file.
    clean = Image.new(picture.mode, picture.size)
    if picture.mode == "P" and (palette := picture.getpalette("RGB")):
        clean.putpalette(palette)
    clean.paste(picture)
    options = dict(_OPTIONS[kind])
    if picture.mode == "P" and isinstance(clear := picture.info.get("transparency"), int | bytes):
        options["transparency"] = clear
    out = io.BytesIO()
    clean.save(out, kind, **options)
    return out.getvalue()


def _mode_for(picture: Image.Image, kind: str) -> str:
    if kind == "GIF":
        return "P"
    has_alpha = kind != "JPEG" and ("A" in picture.mode or "transparency" in picture.info)
    return "RGBA" if has_alpha else "RGB"
