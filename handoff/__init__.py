"""The desk service: owns every conversation, keeps the register, and lets people finish what the bot hands over."""
