"""How sentences begin that ask, that are about later, and that say what is not meant."""

import re

HAVING = re.compile(
    r"^(?:do|have|has|does|did|is|are|what|which|how (?:much|many|full|big|hot)) (?!.*\b(?:if|should|would|safe|ok to)\b)"
)
"""Questions about what there is."""
AT_ANOTHER_TIME = re.compile(
    r"\b(?:in (?:a|an|\d+|one|two|three|four|five|ten|fifteen|twenty|thirty|half an) ?(?:minutes?|mins?|hours?|days?)|"
    r"tomorrow|every (?:day|morning|evening|night|week\w*|\w+day)|at (?:\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|o clock)|"
    r"\d{1,2}[:.]\d\d|noon|midnight|midday|sunset|sunrise|dusk|dawn))\b"
)
"""A time that a change is wanted at, rather than now."""
ABOUT_OTHERS = re.compile(
    r"\b(?:i|we|they|he|she|it|you)(?: are| am| is| will)? (?!want|need|would)\w+(?: \w+){0,3} $"
)
"""What comes before a time that somebody only mentions: "the heating off, we fly to Spain in an hour"."""
TOLD = re.compile(
    r"^(?:i|he|she|we|they|mum|mom|dad|\w+)(?: (?:already|just|has|have|had))* "
    r"(?!need|want|left)(?:\w+ed|set|put|bought|made|did|shut|closed|opened|turned)\b(?!.*\b(?:please|can you|could you)\b)"
)
"""What somebody has done already, which asks for nothing."""
QUESTION = re.compile(
    r"^(?:who|whose|why|what|which|when|where|how|is|are|was|were|did|does|has|have|do (?:i|we|you|they))\b"
)
"""The beginning of a question, which changes nothing."""
INSTEAD = re.compile(r"^not .+ (?:it is|only|just|but) ")
"""What is not meant, and then what is."""
