package t2l.serve.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hash SHA-256.
public final class Sha256 {
    private Sha256() {}

    /// Of nothing so far.
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
