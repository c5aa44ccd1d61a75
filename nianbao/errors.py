"""What can go wrong with the dataset, each as one sentence that says what to do."""


class DatasetError(Exception):
    """The dataset is not there, not whole, or was asked for something that it does not hold."""


class ExtraMissingError(Exception):
    """A command needs something that is installed only when asked for; the message says how."""
