//! Errors as S3 returns them.

use crate::reply::Reply;

#[derive(Debug)]
pub(crate) struct S3Error {
    status: u16,
    code: &'static str,
    message: String,
}

impl S3Error {
    pub(crate) fn new(status: u16, code: &'static str, message: &str) -> Self {
        S3Error {
            status,
            code,
            message: message.to_owned(),
        }
    }

    pub(crate) fn access_denied() -> Self {
        S3Error::new(403, "AccessDenied", "Access Denied")
    }

    pub(crate) fn no_such_key() -> Self {
        S3Error::new(404, "NoSuchKey", "The specified key does not exist.")
    }

    /// The request is signed and has an `authorization` header as well.
    pub(crate) fn two_auth_mechanisms() -> Self {
        let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, \
                       Signature query string parameter or the Authorization header should be \
                       specified";
        S3Error::new(400, "InvalidArgument", message)
    }

    pub(crate) fn reply(&self, resource: &str) -> Reply {
        let escape = |text: &str| {
            let text = text.replace('&', "&amp;");
            text.replace('<', "&lt;").replace('>', "&gt;")
        };
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code>\
             <Message>{}</Message><Resource>{}</Resource>\
             <RequestId>MOCK</RequestId><HostId>MOCK</HostId></Error>",
            self.code,
            escape(&self.message),
            escape(resource)
        );
        Reply::bytes(self.status, "application/xml", body)
    }
}
