"""The customers' room: conversations by HTTP and WebSocket."""
