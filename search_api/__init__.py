"""检索: what may this reader find?"""
