package dev.kindling.boots.dhcp;

import java.net.SocketException;

/** The interface a socket is bound to is gone, or another one has its name now. */
final class LinkReplacedException extends SocketException {

    LinkReplacedException(String message) {
        super(message);
    }
}
