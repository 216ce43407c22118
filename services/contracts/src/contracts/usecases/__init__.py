"""One use case per module; both doors call them. They publish in the transaction of their caller, who commits."""
