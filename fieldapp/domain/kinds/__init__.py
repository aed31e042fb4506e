"""The kinds of events, by what they are about; `domain.events` names them all."""
