"""Helpers of the stories: a browser, a mailbox, a machine, a Kafka tap. They know the public contract only."""
