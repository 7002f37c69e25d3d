"""The order of the degree levels, from the lowest that can suffice."""

LEVELS = {
    "high_school": 1,
    "some_college": 2,
    "unspecified": 3,
    "associate": 4,
    "bachelor": 5,
    "master": 6,
    "doctorate": 7,
}
