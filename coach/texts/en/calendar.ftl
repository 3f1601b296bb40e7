# When sessions are: the rule, single dates, what was moved or cancelled, and the therapist being away.

after-session = Your session is over. What did you feel toward your therapist?
