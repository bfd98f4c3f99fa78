//! Keeps bodies out of the log of `ureq-proto`, as [`log_mask`](super::log_mask) does with heads.
//!
//! ureq sees [`MASK`] in place of each byte. The connection below ureq puts the bytes of a request
//! back as they are sent. Those of a response are put back above ureq, as they are read.

use std::io;

use zeroize::Zeroizing;

use super::message_parser::MessageParser;

const MASK: u8 = b'*';

/// The mask of the body of a request or a response.
#[derive(Default)]
pub(super) struct BodyMask {
    /// What the connection has sent or received.
    parser: MessageParser,
    /// The bytes that are masked.
    hidden: Zeroizing<Vec<u8>>,
    /// How many of them were put back.
    revealed: usize,
}

impl BodyMask {
    /// Whether the connection still sends or receives the head after the next bytes.
    pub(super) fn is_in_head_after(&self, message: &[u8]) -> bool {
        let mut parser = self.parser.clone();
        parser.is_in_head()
            && message.iter().all(|byte| {
                parser.read(*byte);
                parser.is_in_head()
            })
    }

    /// Masks the next bytes of the body.
    pub(super) fn mask(&mut self, body: &mut [u8]) {
        self.hidden.extend_from_slice(body);
        body.fill(MASK);
    }

    /// Puts back the next bytes of the body.
    ///
    /// # Errors
    /// If fewer bytes were masked.
    pub(super) fn reveal(&mut self, body: &mut [u8]) -> io::Result<()> {
        let end = self.revealed + body.len();
        let hidden = self.hidden.get(self.revealed..end);
        body.copy_from_slice(hidden.ok_or_else(not_found)?);
        self.revealed = end;
        self.forget_revealed();
        Ok(())
    }

    /// Masks the body in the next bytes of the message.
    pub(super) fn hide_in(&mut self, message: &mut [u8]) {
        for byte in message {
            if self.parser.read(*byte) {
                self.hidden.push(*byte);
                *byte = MASK;
            }
        }
    }

    /// Puts the body back into the next bytes of the message.
    ///
    /// # Errors
    /// If fewer bytes were masked.
    pub(super) fn reveal_in(&mut self, message: &mut [u8]) -> io::Result<()> {
        for byte in message {
            if self.parser.read(*byte) {
                *byte = *self.hidden.get(self.revealed).ok_or_else(not_found)?;
                self.revealed += 1;
            }
        }
        self.forget_revealed();
        Ok(())
    }

    /// Removes bytes that were put back once they are half of all, so that a large body is not
    /// moved for each of its parts.
    fn forget_revealed(&mut self) {
        if self.revealed * 2 >= self.hidden.len() {
            self.hidden.drain(..self.revealed);
            self.revealed = 0;
        }
    }
}

fn not_found() -> io::Error {
    io::Error::other("a masked body was not found")
}

#[cfg(test)]
mod tests {
    use super::BodyMask;

    const PASSWORD: &str = "{\"password\":\"\r\n\r\n\"}";

    #[test]
    fn a_request_is_put_together_however_it_is_split() {
        let head = "POST / HTTP/1.1\r\nhost: a\r\n\r\n";
        for size in 1..=head.len() + PASSWORD.len() {
            let mut mask = BodyMask::default();
            let mut body = PASSWORD.as_bytes().to_vec();
            body.chunks_mut(size).for_each(|part| mask.mask(part));
            assert!(body.iter().all(|byte| *byte == b'*'));
            let mut request = [head.as_bytes(), &body].concat();
            for part in request.chunks_mut(size) {
                mask.reveal_in(part).expect("the body");
            }
            assert_eq!(
                String::from_utf8_lossy(&request),
                format!("{head}{PASSWORD}")
            );
        }
    }

    #[test]
    fn a_response_is_masked_however_it_is_split() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let whole = format!("{head}{:x}\r\n{PASSWORD}\r\n0\r\n\r\n", PASSWORD.len());
        let masked = whole.replace(PASSWORD, &"*".repeat(PASSWORD.len()));
        for size in 1..=whole.len() {
            let mut mask = BodyMask::default();
            let mut response = whole.clone().into_bytes();
            response
                .chunks_mut(size)
                .for_each(|part| mask.hide_in(part));
            assert_eq!(String::from_utf8_lossy(&response), masked);
            let mut body = vec![b'*'; PASSWORD.len()];
            for part in body.chunks_mut(size) {
                mask.reveal(part).expect("the body");
            }
            assert_eq!(String::from_utf8_lossy(&body), PASSWORD);
            mask.reveal(&mut [b'*']).expect_err("no more of it");
        }
    }
}
