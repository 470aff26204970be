"""The few fixed words that belong to a quiz's own language, not to the pages around it."""

from __future__ import annotations

from typing import Final

_MSGIDS: Final = ("True", "False", "Not given", "Fill in the gaps.")
_WORDS: Final = {
    "ar": ("صحيح", "خطأ", "غير مذكور", "املأ الفراغات."),
    "cs": ("Pravda", "Nepravda", "Není uvedeno", "Doplňte chybějící slova."),
    "da": ("Sandt", "Falsk", "Fremgår ikke", "Udfyld hullerne."),
    "de": ("Richtig", "Falsch", "Steht nicht im Text", "Lücken ausfüllen."),
    "el": ("Σωστό", "Λάθος", "Δεν αναφέρεται", "Συμπληρώστε τα κενά."),
    "es": ("Verdadero", "Falso", "No se menciona", "Completa los espacios en blanco."),
    "fi": ("Oikein", "Väärin", "Ei mainita", "Täydennä aukot."),
    "fr": ("Vrai", "Faux", "Non mentionné", "Complétez le texte."),
    "he": ("נכון", "לא נכון", "לא צוין", "השלימו את החסר."),
    "hi": ("सही", "गलत", "उल्लेख नहीं", "रिक्त स्थान भरिए।"),
    "hu": ("Igaz", "Hamis", "Nincs megadva", "Egészítsd ki a szöveget."),
    "is": ("Rétt", "Rangt", "Kemur ekki fram", "Fylltu í eyðurnar."),
    "it": ("Vero", "Falso", "Non indicato", "Completa gli spazi vuoti."),
    "ja": ("正しい", "誤り", "記述なし", "空欄を埋めてください。"),
    "ko": ("참", "거짓", "언급 없음", "빈칸을 채우세요."),
    "nb": ("Sant", "Usant", "Fremgår ikke", "Fyll ut hullene."),
    "nl": ("Waar", "Niet waar", "Niet vermeld", "Vul de lege plekken in."),
    "nn": ("Sant", "Usant", "Går ikkje fram", "Fyll ut hola."),
    "pl": ("Prawda", "Fałsz", "Brak informacji", "Uzupełnij luki."),
    "pt": ("Verdadeiro", "Falso", "Não mencionado", "Preencha as lacunas."),
    "ro": ("Adevărat", "Fals", "Nu se menționează", "Completați spațiile libere."),
    "ru": ("Верно", "Неверно", "В тексте не сказано", "Заполните пропуски."),
    "sk": ("Pravda", "Nepravda", "Neuvedené", "Doplňte chýbajúce slová."),
    "sv": ("Sant", "Falskt", "Framgår inte", "Fyll i luckorna."),
    "tr": ("Doğru", "Yanlış", "Belirtilmemiş", "Boşlukları doldurun."),
    "uk": ("Правда", "Неправда", "Не зазначено", "Заповніть пропуски."),
    "vi": ("Đúng", "Sai", "Không đề cập", "Điền vào chỗ trống."),
    "zh": ("正确", "错误", "未提及", "请填空。"),
    "zh-hant": ("正確", "錯誤", "未提及", "請填空。"),
}
_ALIASES: Final = {"no": "nb", "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant"}

PAPER: Final = {
    "many": "Tick all that are right.",
    "exactly": "Tick {}.",
    "at_most": "Tick at most {}.",
    "letter": "Write the letter of what belongs to each.",
    "number": "Number them in the right order.",
    "bank": "Take your words from these:",
    "underline_sentences": "Underline the sentences in the passage.",
    "underline_paragraphs": "Mark the paragraphs in the margin of the passage.",
    "words": "{} to {} words",
    "sentence_numbers": "Write the numbers of the sentences, as they stand in the passage.",
    "paragraph_numbers": "Write the numbers of the paragraphs (¶), as they stand in the passage.",
}
"""What a question says on paper where the page has buttons and boxes: to be translated."""


def word(msgid: str, language: str) -> str:
    """Return a word in the language of a BCP 47 tag; the English word where there is none."""
    if msgid not in _MSGIDS:
        return msgid
    tag = language.lower().replace("_", "-")
    while tag:
        if words := _WORDS.get(_ALIASES.get(tag, tag)):
            return words[_MSGIDS.index(msgid)]
        tag = tag.rpartition("-")[0]
    return msgid


# Languages, and scripts named in a tag, that are written from right to left.
_RIGHT_TO_LEFT: Final = frozenset("ar arc ckb dv fa he ks ps sd syr ug ur yi".split())
_SCRIPTS: Final = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())


def direction(language: str) -> str:
    """Return how a BCP 47 language is written: `ltr` or `rtl`."""
    first, *rest = language.lower().replace("_", "-").split("-")
    script = next((subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()), "")
    is_rtl = script in _SCRIPTS if script else first in _RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"
