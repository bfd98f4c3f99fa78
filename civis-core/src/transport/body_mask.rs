//! Keeps the body of a request out of the log of `ureq-proto`, as [`log_mask`](super::log_mask) does with the head.

use zeroize::Zeroizing;

/// What ends the head of a request.
const HEAD_END: &[u8; 4] = b"\r\n\r\n";

/// The body of a request for which ureq got other text of the same length.
pub(super) struct BodyMask {
    body: Zeroizing<Vec<u8>>,
    /// How many of its bytes were sent.
    sent: usize,
    /// How many bytes of the end of the head were sent last.
    head_end: usize,
}

impl BodyMask {
    /// Masks a body: returns the text that stands for it, too.
    pub(super) fn new(body: &[u8]) -> (Vec<u8>, Self) {
        let text = body.iter().map(|_| fastrand::alphanumeric() as u8);
        let mask = Self {
            body: Zeroizing::new(body.to_vec()),
            sent: 0,
            head_end: 0,
        };
        (text.collect(), mask)
    }

    /// Puts the body back into a part of the request, before it is sent. Every part of the request passes, in order.
    pub(super) fn unmask(&mut self, output: &mut [u8]) {
        let mut start = 0;
        while self.head_end < HEAD_END.len() {
            let Some(byte) = output.get(start) else {
                return;
            };
            self.head_end = match byte {
                byte if *byte == HEAD_END[self.head_end] => self.head_end + 1,
                b'\r' => 1,
                _ => 0,
            };
            start += 1;
        }
        let output = &mut output[start..];
        let count = output.len().min(self.body.len() - self.sent);
        output[..count].copy_from_slice(&self.body[self.sent..][..count]);
        self.sent += count;
    }
}

#[cfg(test)]
mod tests {
    use super::BodyMask;

    #[test]
    fn the_body_is_put_back_however_the_request_is_split() {
        let head = "POST / HTTP/1.1\r\nhost: a\r\n\r\n";
        let body = "{\"password\":\"\r\n\r\n\"}";
        let (masked, _) = BodyMask::new(body.as_bytes());
        assert!(masked.len() == body.len() && masked.iter().all(u8::is_ascii_alphanumeric));
        for size in 1..=head.len() + body.len() {
            let (masked, mut mask) = BodyMask::new(body.as_bytes());
            let mut request = [head.as_bytes(), &masked].concat();
            request.chunks_mut(size).for_each(|part| mask.unmask(part));
            assert_eq!(String::from_utf8_lossy(&request), format!("{head}{body}"));
        }
    }
}
