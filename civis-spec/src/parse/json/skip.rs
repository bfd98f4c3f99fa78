//! Skips values without reading them.

use super::{ReadError, Reader};

impl Reader<'_> {
    /// Skips a value of any depth.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let mut open = Vec::new();
        loop {
            match self.peek()? {
                b'"' => {
                    self.skip_string()?;
                }
                b't' | b'f' | b'n' => {
                    self.word()?;
                }
                byte @ (b'{' | b'[') => {
                    // In ASCII, the closing bracket is the opening one plus two.
                    let close = byte + 2;
                    self.at += 1;
                    if self.peek()? == close {
                        self.at += 1;
                    } else {
                        open.push(close);
                        self.skip_key(close)?;
                        continue;
                    }
                }
                _ => self.skip_number()?,
            }
            loop {
                let Some(&close) = open.last() else {
                    return Ok(());
                };
                let byte = self.peek()?;
                self.at += 1;
                if byte == b',' {
                    self.skip_key(close)?;
                    break;
                }
                if byte != close {
                    self.at -= 1;
                    return Err(self.syntax());
                }
                open.pop();
            }
        }
    }

    /// Skips a key, if the enclosing value is an object.
    fn skip_key(&mut self, close: u8) -> Result<(), ReadError> {
        if close != b'}' {
            return Ok(());
        }
        if self.peek()? != b'"' {
            return Err(self.syntax());
        }
        self.skip_string()?;
        self.colon()
    }

    /// Skips the string that is next. Returns whether it has no escapes.
    pub(super) fn skip_string(&mut self) -> Result<bool, ReadError> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        let mut is_plain = true;
        while at < bytes.len() {
            let byte = bytes[at];
            // Lower-case letters first, the most frequent bytes.
            if byte > b'\\' {
                at += 1;
            } else if byte == b'"' {
                self.at = at + 1;
                return Ok(is_plain);
            } else if byte == b'\\' {
                is_plain = false;
                at += 2;
                match bytes.get(at - 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                    Some(b'u') if self.is_hex(at) => at += 4,
                    _ => break,
                }
            } else if byte >= b' ' {
                at += 1;
            } else {
                break;
            }
        }
        self.at = at;
        Err(self.syntax())
    }

    fn is_hex(&self, at: usize) -> bool {
        let digits = self.text.as_bytes().get(at..at + 4);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    }

    /// Skips the number that must be next.
    fn skip_number(&mut self) -> Result<(), ReadError> {
        let bytes = self.text.as_bytes();
        let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
        let digits = |from: usize| {
            let rest = bytes[from..].iter();
            rest.take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut at = self.at + usize::from(is(self.at, b"-"));
        let whole = if is(at, b"0") { 1 } else { digits(at) };
        at += whole;
        let mut is_number = whole > 0;
        if is(at, b".") {
            let fraction = digits(at + 1);
            is_number &= fraction > 0;
            at += 1 + fraction;
        }
        if is(at, b"eE") {
            at += 1 + usize::from(is(at + 1, b"+-"));
            let exponent = digits(at);
            is_number &= exponent > 0;
            at += exponent;
        }
        if !is_number {
            return Err(self.syntax());
        }
        self.at = at;
        Ok(())
    }
}
