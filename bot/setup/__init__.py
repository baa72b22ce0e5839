"""`homeops setup`: from nothing to the first message on Telegram in four steps, and then the rest of the house.

    1. your name    2. the bot's token, checked at once    3. tap the link (or its QR code)    4. write to it

What is answered is written down at once, so that it can be left and gone on with at any time: settings into the settings
file, secrets each into a file that only its owner can read, and which questions were passed over into `setup.json`.
"""
