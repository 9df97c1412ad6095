package dev.kindling.boots.netboot;

import java.util.Locale;

/** Why a packet gets no answer; also the log value and the metric tag. */
public enum IgnoreReason {
    /** It is a reply, from another server. */
    NOT_A_REQUEST,
    /** No DHCP message type, or one that servers send. */
    NO_MESSAGE_TYPE,
    /** No Ethernet address to know the client by. */
    NOT_ETHERNET,
    /** Not in the inventory: observed, not answered. */
    UNKNOWN_MACHINE,
    /** In the inventory, but without an address to give. */
    NO_RESERVATION,
    /** The relay, or the link of a client without one, has another subnet than the reservation is in. */
    WRONG_NETWORK,
    /** This service only listens on this link. */
    OBSERVE_ONLY,
    /** Another server leases on this link. */
    LEASED_ELSEWHERE,
    /** Nothing to boot for this client, or it is to boot its own disk. */
    NOTHING_TO_BOOT,
    /** Somebody else uses the machine's address, as a client found out. */
    ADDRESS_IN_USE,
    /** It declines or gives back an address that is not its own. */
    NOT_ITS_ADDRESS,
    /** The client took another server's offer. */
    OTHER_SERVER,
    /** RFC 2131 table 5 knows no such mixture of server identifier, requested address and ciaddr. */
    CONTRADICTION,
    /** The client found its address in use; recorded as an alarm. */
    DECLINED,
    /** The client gave its address back. */
    RELEASED;

    /** Whether somebody else was found to use the machine's own address. */
    public boolean isAboutItsAddress() {
        return this == DECLINED || this == ADDRESS_IN_USE;
    }

    /** Lower case with dashes. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
