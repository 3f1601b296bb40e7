"""What can be wrong with a database. Neither says more than it must: no address, no password, no word of anybody."""


class WrongKeyError(Exception):
    """The key ring does not belong to this database. Nothing was written."""


class StorageAwayError(Exception):
    """The database does not take anything just now: locked, full, or not there. Nothing of the transaction happened."""
