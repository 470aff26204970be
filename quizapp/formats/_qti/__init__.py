"""QTI 2 and 3, read and written by the same rooms: 3.0 spells 2.x's names in another way."""
