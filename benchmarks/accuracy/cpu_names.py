"""Names of CPUs as cases give them -> archspec's name of what they are, by the makers' schemes of numbers."""

from __future__ import annotations

import re

# Public product lists; the first that fits counts. Names of microarchitectures stand before numbers.
NAMES = (
    (r"granite ?rapids|emerald ?rapids|sapphire", "sapphirerapids"), (r"ice ?lake", "icelake"),
    (r"cascade|cooper ?lake", "cascadelake"), (r"skylake-?(?:sp|x|w)", "skylake_avx512"), (r"broadwell", "broadwell"),
    (r"haswell", "haswell"), (r"ivy ?bridge", "ivybridge"), (r"sandy ?bridge", "sandybridge"),
    (r"westmere", "westmere"), (r"nehalem", "nehalem"), (r"(?:alder|raptor) ?lake", "alderlake"),
    (r"(?:kaby|coffee|comet) ?lake|skylake", "skylake"), (r"rocket ?lake|tiger ?lake", "icelake"),
    (r"turin|\bzen ?5", "zen5"), (r"genoa|bergamo|siena|\bzen ?4", "zen4"), (r"milan|\bzen ?3", "zen3"),
    (r"rome|\bzen ?2", "zen2"), (r"naples|\bzen ?1?\b", "zen"),
    (r"graviton ?4|neoverse[- ]v2|\bgrace\b|axion", "neoverse_v2"), (r"graviton ?3e?|neoverse[- ]v1", "neoverse_v1"),
    (r"graviton ?2|neoverse[- ]n1|altra", "neoverse_n1"), (r"cobalt|neoverse[- ]n2|yitian", "neoverse_n2"),
    (r"graviton\b|cortex-a72", "cortex_a72"), (r"thunderx2", "thunderx2"), (r"a64fx", "a64fx"),
    (r"\bm4\b", "m4"), (r"\bm3\b", "m3"), (r"\bm2\b", "m2"), (r"\bm1\b", "m1"),
    # Intel: Xeon Scalable has its generation in the second digit; E3, E5 and E7 have it behind a "v".
    (r"\b69\d\d[pe]\b|\b67\d\dp\b|\b65\d\dp\b", "sapphirerapids"),
    (r"\be[357]-?\w* ?v4\b| v4\b", "broadwell"), (r"\be[357]-?\w* ?v3\b| v3\b", "haswell"),
    (r"\be[357]-?\w* ?v2\b| v2\b", "ivybridge"), (r"\be5-2686\b", "broadwell"), (r"\be[57]-\d{4}\b", "sandybridge"),
    (r"\b[3-9][45]\d\d[a-z]{0,2}\b", "sapphirerapids"), (r"\b[3-9]3\d\d[a-z]{0,2}\b", "icelake"),
    (r"\b[3-9]2\d\d[a-z]{0,2}\b(?! ?core)", "cascadelake"), (r"\b[3-9]1\d\d[a-z]{0,2}\b", "skylake_avx512"),
    (r"\bw-?34\d\d", "sapphirerapids"), (r"\bw-?33\d\d", "icelake"), (r"\bw-?[23]2\d\d", "cascadelake"),
    (r"\bw-?[23]1\d\d", "skylake_avx512"), (r"\b[xel]56\d\d\b", "westmere"), (r"\b[xel]55\d\d\b", "nehalem"),
    (r"\bi[3579]-?1[2-4]\d{3}", "alderlake"), (r"\bi[3579]-?11\d{2,3}", "icelake"),
    (r"\bi[3579]-?(?:[6-9]\d{3}|10\d{3})", "skylake"), (r"\bi[3579]-?5\d{3}", "broadwell"),
    (r"\bi[3579]-?4\d{3}", "haswell"), (r"\bi[3579]-?3\d{3}", "ivybridge"), (r"\bi[3579]-?2\d{3}", "sandybridge"),
)  # fmt: skip
# AMD: EPYC has its generation in the last digit, those made for one cloud among the last two characters.
AMD = (
    (r"(?:ryzen|threadripper).*\b9\d{3}", "zen5"), (r"(?:ryzen|threadripper).*\b[78]\d{3}", "zen4"),
    (r"(?:ryzen|threadripper).*\b5\d{3}", "zen3"), (r"(?:ryzen|threadripper).*\b[34]\d{3}", "zen2"),
    (r"(?:ryzen|threadripper).*\b[12]\d{3}", "zen"),
    (r"\b[4-9]\w\w5[a-z]?\b", "zen5"), (r"\b[489]\w\w4[a-z]?\b|\b9v33x\b", "zen4"), (r"\b7\w\w3[a-z]?\b", "zen3"),
    (r"\b7\w\w2[a-z]?\b", "zen2"), (r"\b7\w\w1[a-z]?\b", "zen"),
)  # fmt: skip
OF_AMD = re.compile(r"\bamd\b|epyc|ryzen|threadripper|opteron")
CUSTOM = re.compile(r"\b7[rvb][13][23]x?\b|\b7b1[23]\b|\b9[rvb][1-7]4\b|\b9r45\b|\b9v33x\b|\b7571\b|\b7551\b")


def microarchitecture(name: str) -> str | None:
    """ "Xeon Platinum 8259CL" -> "cascadelake"; None where the name does not tell."""
    words = " ".join(name.lower().replace("(r)", "").replace("(tm)", "").split())
    of_amd = OF_AMD.search(words) is not None or CUSTOM.search(words) is not None
    tables = (NAMES[:_NUMBERS], AMD) if of_amd else (NAMES, AMD)
    return next((target for table in tables for pattern, target in table if re.search(pattern, words)), None)


_NUMBERS = next(number for number, (pattern, _) in enumerate(NAMES) if "69" in pattern)
