"""Understanding: language, parts and topics of a message."""
