"""共享: who may see it, who asked for it, who got it? Classes, readers, grants."""
