"""Programs that people know by name, so that one which does not run can be told so instead of not being understood."""

# Single words that mean nothing else at home: "word", "paint" or "teams" would be taken for something they are not.
KNOWN_PROGRAMS = (
    *("firefox", "chrome", "chromium", "brave", "safari", "vivaldi", "thunderbird", "outlook"),
    *("excel", "powerpoint", "onenote", "onedrive", "dropbox", "libreoffice", "notepad", "acrobat"),
    *("spotify", "vlc", "itunes", "audacity", "kodi", "plex", "jellyfin", "obs", "handbrake", "foobar2000"),
    *("discord", "zoom", "skype", "slack", "whatsapp", "telegram", "teamspeak", "teamviewer", "anydesk"),
    *("steam", "minecraft", "roblox", "fortnite", "valorant", "overwatch", "battlenet", "epicgameslauncher"),
    *("photoshop", "lightroom", "gimp", "inkscape", "blender", "krita", "autocad", "premiere", "davinci"),
    *("vscode", "pycharm", "intellij", "docker", "virtualbox", "vmware", "putty", "filezilla", "qbittorrent"),
)
