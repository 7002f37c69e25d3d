"""The ways in which advertisements write one form of a term: plural, dots, hyphens, apostrophes."""

from analysis.reader.mention import PERSONS
from analysis.vocabulary import Phrase


def written_forms(phrase: Phrase) -> set[str]:
    """The ways in which ads write one form: plural, dots, hyphens, apostrophes."""
    form = phrase.text
    forms = {form}
    if phrase.is_cased:
        letters = form.replace(".", "")
        forms |= {form + "s", form + "'s", form + "’s"}
        if len(form) > 1 and form[-2].islower() and form[-1].isupper():
            forms.add(form + ".")  # the tokenizer leaves the stop with "PhD." and "PharmD."
        if letters.isalpha() and letters.isupper() and 2 < len(letters) <= 6:
            dotted = ".".join(letters)
            forms |= {dotted, dotted + "."}
        if "-" in form:
            joined = form.replace("-", "")  # PAC is not PA-C: only a long one may lose its hyphen
            forms |= {form.replace("-", " "), form.replace("-", "–"), form + ".", joined if len(joined) >= 5 else form}
    else:
        if "-" in form:
            forms.add(form.replace("-", " "))
        if form.lower().endswith((" certification", " license")):
            forms |= {f"{one}(s)" for one in forms}
        if form.lower().endswith(PERSONS):  # else "Registered Nurse" would be found in "Registered Nurse Anesthetists"
            forms |= {f"{one}s" for one in forms}
    for form in list(forms):
        if "'" in form:
            forms |= {form.replace("'", "’"), form.replace("'", "")}
    return forms
