"""The readers of what others bring, each as one function of bytes: for hypothesis and atheris.

A target returns whatever a reader made of the bytes, or that it refused them in words; anything
else that it raises is a finding.
"""
