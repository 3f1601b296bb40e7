"""Where everything is kept: tables, sealed columns, queries by aggregate, migrations. The only package with SQL.

::

    Storage.open(url, keys) ── migrations run, the key is tried ──▶ storage.transaction()
        people · moments · unsaid · shelves · deliveries · recall
        answers · removals · updates · access                              functions over it
        status                                                                            all of it, in numbers
    storage.lead(name, work) ── one of all replicas does it ──▶ leading

Invariants: one transaction a turn, committed at the edge by whoever opened it; queries never commit. What a person
says or names is in a `content` (or `dialogue`) column, sealed with AES-GCM under a key that is not in the database and
bound to its table, column and owner, so that neither a stolen file nor a row moved elsewhere says anything. Sealed
text is padded, so that its length does not tell a short word from a long one. Rows show who and when, never what.
On SQLite one connection does all the work: transactions begin IMMEDIATE and follow one another without waiting in
locks; never open a transaction inside another. On PostgreSQL they run side by side, here and in other replicas: what
must not happen twice is held by a row's lock, a unique key or a compare-and-set.
"""

from coach.storage.engine import Storage, known_url
from coach.storage.errors import StorageAwayError, WrongKeyError
from coach.storage.keys import KeyFileError, KeyRing
from coach.storage.sqlite import database_file
from coach.storage.transaction import Transaction

__all__ = [
    "KeyFileError",
    "KeyRing",
    "Storage",
    "StorageAwayError",
    "Transaction",
    "WrongKeyError",
    "database_file",
    "known_url",
]
