"""The bank in the browser: a teacher's files, one room for each thing to do with them."""

from quizapp.web.bank import (
    bring_in,
    edit,
    index,
    new,
    remove,
    take,
    take_out,
    upload,
    versions,
)
from quizapp.web.bank.files import blueprint

__all__ = [
    "blueprint",
    "bring_in",
    "edit",
    "index",
    "new",
    "remove",
    "take",
    "take_out",
    "upload",
    "versions",
]
