//! Signatures of tokens, verified by the library that TLS uses here too.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result, new_error};
use jsonwebtoken::signature::{self, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, EncodingKey};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

/// Algorithms with keys of RSA, of 2048 bits or more.
static OF_RSA: [(Algorithm, &RsaParameters); 6] = [
    (Algorithm::RS256, &RSA_PKCS1_2048_8192_SHA256),
    (Algorithm::RS384, &RSA_PKCS1_2048_8192_SHA384),
    (Algorithm::RS512, &RSA_PKCS1_2048_8192_SHA512),
    (Algorithm::PS256, &RSA_PSS_2048_8192_SHA256),
    (Algorithm::PS384, &RSA_PSS_2048_8192_SHA384),
    (Algorithm::PS512, &RSA_PSS_2048_8192_SHA512),
];
/// Algorithms whose keys are points of a curve.
static OF_CURVES: [(Algorithm, &dyn VerificationAlgorithm); 3] = [
    (Algorithm::ES256, &ECDSA_P256_SHA256_FIXED),
    (Algorithm::ES384, &ECDSA_P384_SHA384_FIXED),
    (Algorithm::EdDSA, &ED25519),
];

/// What `jsonwebtoken` verifies with; nothing is signed here.
static RING: CryptoProvider =
    CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Lets `jsonwebtoken` verify signatures in this process.
pub(super) fn install() {
    // Whoever came first installed the same.
    _ = RING.install_default();
}

/// Whether tokens may be signed so: by a key of which only the provider has the secret part.
pub(super) fn is_accepted(algorithm: Algorithm) -> bool {
    OF_RSA.iter().any(|(own, _)| *own == algorithm) || OF_CURVES.iter().any(|(own, _)| *own == algorithm)
}

fn signer(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    Err(new_error(ErrorKind::UnsupportedAlgorithm))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    if !is_accepted(*algorithm) || !key.family().algorithms().contains(algorithm) {
        return Err(new_error(ErrorKind::UnsupportedAlgorithm));
    }
    Ok(Box::new(OneKey { algorithm: *algorithm, key: key.clone() }))
}

/// One key, for one algorithm.
struct OneKey {
    algorithm: Algorithm,
    key: DecodingKey,
}

impl Verifier<Vec<u8>> for OneKey {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), signature::Error> {
        let of_rsa = OF_RSA.iter().find(|(own, _)| *own == self.algorithm);
        let of_curve = OF_CURVES.iter().find(|(own, _)| *own == self.algorithm);
        let verified = match (self.key.kind(), of_rsa, of_curve) {
            (DecodingKeyKind::RsaModulusExponent { n, e }, Some((_, parameters)), _) => {
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature)
            }
            (DecodingKeyKind::SecretOrDer(point), _, Some((_, curve))) => {
                UnparsedPublicKey::new(*curve, point).verify(message, signature)
            }
            _ => return Err(signature::Error::new()),
        };
        verified.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for OneKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
