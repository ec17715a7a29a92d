"""入库: how does something handed over become findable?"""
