package dev.kindling.agent.runtime;

import java.io.IOException;

/** What an action may ask of the site it runs in. Values are never logged and never part of a failure. */
public interface SiteFacts {

    /** A secret this machine may read. */
    String secret(String name) throws ActionFailure, IOException, InterruptedException;

    /** A field of the cluster this machine belongs to: {@code server}, {@code name}, {@code role}. */
    String cluster(String field) throws ActionFailure, IOException, InterruptedException;
}
