"""What HomeOps remembers, and the words everyone shares: it imports nothing of ours from above."""
