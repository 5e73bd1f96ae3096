#!/usr/bin/env monte
traceln("made executable")
