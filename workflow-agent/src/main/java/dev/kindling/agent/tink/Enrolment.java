package dev.kindling.agent.tink;

import dev.kindling.agent.inventory.Inventory;
import dev.kindling.contract.SessionSecret;

/**
 * What an agent says of itself when it starts.
 *
 * @param nonce a credential until the server has burnt it
 * @param address what the nonce is bound to
 */
public record Enrolment(
        String nonce, String mac, String address, SessionSecret session, String version, Inventory inventory) {

    /** Without the nonce. */
    @Override
    public String toString() {
        return "Enrolment[mac=" + mac + ", address=" + address + "]";
    }
}
