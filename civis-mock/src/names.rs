//! Names in camel case and in snake case.

use civis_spec::Parameter;

/// Whether two names differ at most in their case style: `remoteHostId` and
/// `remote_host_id`.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = u8> + '_ {
        name.bytes()
            .filter(|byte| *byte != b'_')
            .map(|byte| byte.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

/// Whether a key names a parameter: as declared, in snake case (as the official
/// client writes it), or in camel case.
pub(crate) fn is_name_of(parameter: &Parameter, key: &str) -> bool {
    key == parameter.wire
        || key == parameter.name
        || (!key.contains('_') && parameter.wire.contains('_') && same_name(key, &parameter.wire))
}
