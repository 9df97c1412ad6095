package dev.kindling.agent.tink;

/** What came of an enrolment. */
public sealed interface EnrolAnswer {

    /** @param hostname the name hardware gives this machine */
    record Enrolled(String hostname, String hardwareId) implements EnrolAnswer {}

    /** Bad, foreign or expired nonce: the next boot brings a new one. */
    record NonceRefused(String reason) implements EnrolAnswer {}

    /** Somebody enrolled this boot with another secret: a matter for an operator. */
    record NonceBurnt(String reason) implements EnrolAnswer {}

    /** No answer, or one that may be another one soon. */
    record Unavailable(String reason) implements EnrolAnswer {}
}
