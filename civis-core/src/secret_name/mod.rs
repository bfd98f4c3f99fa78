//! Names that mark secrets, and [JSON](json) without the values under such names.
//!
//! Arguments and records may hold passwords, tokens and keys. `Debug` and errors do not show the values of names that
//! mark secrets, wherever the value comes from: a record does not know whether it was made to be sent.

pub(crate) mod json;

use crate::snake_case::snake_case;

/// What is shown in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// Which values under a name are secret. Null and booleans are never secret: `hasPassword`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Secrecy {
    /// None, except under secret names below.
    Open,
    /// Text, also in lists and objects below. Numbers are IDs or counts: `credential`, `inputTokens`.
    Text,
    /// All: `password`.
    All,
}

/// The last words of names that describe a secret, but do not hold it: `tokenId`, `password_changed_at`.
const DESCRIPTIONS: [&str; 46] = [
    "address",
    "age",
    "arn",
    "at",
    "by",
    "column",
    "columns",
    "count",
    "date",
    "description",
    "dns",
    "enabled",
    "endpoint",
    "expiration",
    "expires",
    "expiry",
    "field",
    "filter",
    "format",
    "host",
    "id",
    "ids",
    "index",
    "ip",
    "kind",
    "label",
    "length",
    "limit",
    "link",
    "name",
    "names",
    "on",
    "order",
    "policy",
    "port",
    "required",
    "scope",
    "scopes",
    "size",
    "state",
    "status",
    "time",
    "type",
    "types",
    "uri",
    "url",
];

/// What makes a key a secret one, unlike `primaryKey`, `sort_key` and `publicKey`.
const KEY_QUALIFIERS: [&str; 31] = [
    "access",
    "account",
    "aes",
    "api",
    "app",
    "auth",
    "authentication",
    "client",
    "consumer",
    "decryption",
    "deploy",
    "encryption",
    "gpg",
    "hmac",
    "license",
    "master",
    "pgp",
    "preshared",
    "priv",
    "private",
    "rsa",
    "secret",
    "service",
    "session",
    "shared",
    "signing",
    "ssh",
    "storage",
    "subscription",
    "webhook",
    "x",
];

/// Pairs of words that mark a secret.
const PAIRS: [(&str, &str); 5] = [
    ("auth", "code"),
    ("auth", "header"),
    ("connection", "string"),
    ("pass", "phrase"),
    ("pass", "word"),
];

/// Words that end in `pass` and are not passwords, unlike `pgpass`.
const NO_PASSWORDS: [&str; 7] = [
    "bypass",
    "compass",
    "encompass",
    "overpass",
    "surpass",
    "trespass",
    "underpass",
];

/// Returns which values under a name are secret. The name may be in camel case, snake case or kebab case.
pub(crate) fn secrecy(name: &str) -> Secrecy {
    let name = snake_case(name);
    let words = name.split(|char: char| !char.is_alphanumeric());
    let words: Vec<&str> = words
        .map(|word| word.trim_end_matches(|char: char| char.is_ascii_digit()))
        .filter(|word| !word.is_empty())
        .collect();
    let Some(last) = words.last() else {
        return Secrecy::Open;
    };
    if DESCRIPTIONS.contains(last) {
        return Secrecy::Open;
    }
    let is_pair = |pair: &[&str]| PAIRS.contains(&(pair[0], pair[1]));
    if words.windows(2).any(is_pair) {
        return Secrecy::All;
    }
    let of_words = words.iter().map(|word| of_word(word)).max();
    let is_key = |word: &str| word == "key" || word == "keys";
    let is_secret_key = *words == ["key"]
        || words
            .windows(2)
            .any(|pair| KEY_QUALIFIERS.contains(&pair[0]) && is_key(pair[1]));
    let is_password = last.ends_with("pass") && !NO_PASSWORDS.contains(last);
    let is_text = is_secret_key || is_password || ["auth", "oauth"].contains(last);
    let of_name = if is_text {
        Secrecy::Text
    } else {
        Secrecy::Open
    };
    of_words.map_or(of_name, |of_words| of_words.max(of_name))
}

fn of_word(word: &str) -> Secrecy {
    let is_part = |part: &str| word.starts_with(part) || word.ends_with(part);
    let is_secret = word.contains("secret") && !word.contains("secretar");
    let is_all = is_secret
        || ["password", "passwd", "passphrase", "passcode"]
            .into_iter()
            .any(is_part)
        || ["pwd", "token"].into_iter().any(|end| word.ends_with(end))
        || [
            "authorization",
            "bearer",
            "cookie",
            "cookies",
            "jwt",
            "otp",
            "pin",
        ]
        .contains(&word);
    let key = word.strip_suffix('s').unwrap_or(word).strip_suffix("key");
    let is_key = key.is_some_and(|kind| kind != "x" && KEY_QUALIFIERS.contains(&kind));
    let is_text = is_key
        || word.ends_with("tokens")
        || ["apikey", "accesskey", "privatekey"]
            .into_iter()
            .any(is_part)
        || ["credential", "credentials", "dsn", "private", "psk"].contains(&word);
    match (is_all, is_text) {
        (true, _) => Secrecy::All,
        (false, true) => Secrecy::Text,
        (false, false) => Secrecy::Open,
    }
}

/// Returns which values of an entry of an object are secret. `of_object` is that of the name of the object.
pub(crate) fn secrecy_of_entry(of_object: Secrecy, key: &str, names_secret: bool) -> Secrecy {
    if names_secret && (key == "value" || key == "default") {
        return Secrecy::All;
    }
    if is_description(key) {
        return Secrecy::Open;
    }
    of_object.max(secrecy(key))
}

fn is_description(key: &str) -> bool {
    let key = snake_case(key);
    let last = key.rsplit(|char: char| !char.is_alphanumeric()).next();
    last.is_some_and(|last| DESCRIPTIONS.contains(&last))
}

/// The keys of an object whose text names the `value` beside it: `{"name": "PASSWORD", "value": "…"}`.
pub(crate) const NAME_KEYS: [&str; 2] = ["name", "key"];

/// Returns whether a text in an object is the name of a secret; see [`NAME_KEYS`].
pub(crate) fn names_secret(text: &str) -> bool {
    secrecy(text) > Secrecy::Open
}

#[cfg(test)]
mod tests {
    use super::{Secrecy, secrecy};

    #[test]
    fn names_of_secrets_are_recognized() {
        for name in [
            "password",
            "Password",
            "PASSWORD",
            "userPassword",
            "user_password",
            "user-password",
            "newPassword2",
            "passwordConfirmation",
            "dbpassword",
            "passphrase",
            "privateKeyPassphrase",
            "passwd",
            "PGPASSWORD",
            "pwd",
            "secret",
            "clientSecret",
            "client-secret",
            "secretAccessKey",
            "secrets",
            "secretKey",
            "secret_string",
            "token",
            "authToken",
            "sessionToken",
            "x-auth-token",
            "refresh_token",
            "accesstoken",
            "zendeskToken",
            "oauth2Token",
            "authorization",
            "Proxy-Authorization",
            "cookie",
            "Set-Cookie",
            "pin",
            "otp",
            "jwt",
            "pass_phrase",
            "passWord",
            "authHeader",
            "auth_code",
            "connectionString",
            "azure-connection-string",
        ] {
            assert_eq!(secrecy(name), Secrecy::All, "{name}");
        }
        for name in [
            "key",
            "apiKey",
            "api_key",
            "X-Api-Key",
            "apikey",
            "APIKey",
            "APIKEY",
            "apiKeys",
            "privateKey",
            "private_key_pem",
            "accessKey",
            "encryption-key",
            "signingKey",
            "sshKey",
            "credential",
            "credentials",
            "private",
            "privateData",
            "basicAuth",
            "tokens",
            "user_pass",
            "PGPASS",
            "dbpass",
            "sshkey",
            "authkey",
            "sshKeys",
            "privkey",
            "presharedKey",
            "storage_key",
            "psk",
        ] {
            assert_eq!(secrecy(name), Secrecy::Text, "{name}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for name in [
            "",
            "_",
            "name",
            "sortkey",
            "sortkey1",
            "sortkeys",
            "distkey",
            "sort_key",
            "distKey",
            "primaryKey",
            "primaryKeys",
            "primary_keys",
            "foreignKey",
            "publicKey",
            "keyword",
            "keywords",
            "key_count",
            "keyId",
            "apiKeyId",
            "token_count",
            "tokenId",
            "token_type",
            "tokenizer",
            "tokenized",
            "secretary",
            "secretName",
            "passwordChangedAt",
            "password_expires_at",
            "credentialId",
            "remoteHostCredentialId",
            "credential_type",
            "author",
            "authorId",
            "authorizedBy",
            "authCodeUrl",
            "multipartKey",
            "lastModifiedKeys",
            "privileges",
            "grantablePrivileges",
            "keys",
            "monkey",
            "keyboard",
            "pinned",
            "opinion",
            "compass",
            "passed",
            "bypass",
            "encompass",
            "passage",
            "pass_count",
            "authCodeUrl",
            "xkey",
            "masterkeyId",
            "connectionStringName",
            "cookie_policy",
            "accessKeyId",
            "signInCount",
            "useableAsPrimaryKey",
            "private_ip",
        ] {
            assert_eq!(secrecy(name), Secrecy::Open, "{name}");
        }
    }
}
