top
  NULL
  SLOT_BINDING  # ! only a native slot
  RETURN
