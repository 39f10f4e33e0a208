"""Monitoring forms: what is asked every period, how answers are read, checked and rolled up.

`fields` says what a form is, `definition` and `shipped` where forms come from, `versions` what a
changed one keeps; `values`, `showing` and `classes` turn what people write into answers and back;
`checks` and `doubts` look them over; `rolling` and `dynamics` make numbers of many; `periods` say
when.
"""
