"""ocr 识读: what do these pixels say?"""
