class DomainError(Exception):
    """A rule of the house was about to be broken; ``message`` is a German sentence for people."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message
