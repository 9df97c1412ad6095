package dev.kindling.boots;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/** A door cannot open its port; says which program has it where that can be found out. */
public final class PortUnavailableException extends RuntimeException {

    private static final String NFS = "kindling.boots.nfs";

    private final String prefix;
    private final Optional<String> owner;

    /**
     * @param door "DHCP", "TFTP", ...
     * @param prefix of its properties, for the remedy
     */
    public PortUnavailableException(String door, String prefix, InetSocketAddress address, IOException cause) {
        this(door, prefix, address, cause, isTaken(cause) ? PortOwner.of(address.getPort()) : Optional.empty());
    }

    private PortUnavailableException(
            String door, String prefix, InetSocketAddress address, IOException cause, Optional<String> owner) {
        super(
                door + " cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                        + cause.getMessage()
                        + owner.map(name -> ", " + name + " has it").orElse(""),
                cause);
        this.prefix = prefix;
        this.owner = owner;
    }

    private static boolean isTaken(IOException cause) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("already in use");
    }

    /** What a person can do. */
    String remedy() {
        String reason = getCause().getMessage().toLowerCase(Locale.ROOT);
        if (reason.contains("permission denied") || reason.contains("not permitted")) {
            return "Ports below 1024 and raw frames need privileges: run as root, or give the java command "
                    + "CAP_NET_BIND_SERVICE and CAP_NET_RAW (AmbientCapabilities= in the systemd unit), or set "
                    + prefix + ".port to a port above 1023.";
        }
        if (reason.contains("already in use") && owner.isEmpty() && prefix.equals(NFS)) {
            return "No program that can be seen has this port, so it is most likely the kernel's own NFS server: stop it ('systemctl "
                    + "disable --now nfs-kernel-server'), or set " + NFS + ".enabled=false and kindling.boots.nfs-root "
                    + "to a root that it exports, or set " + NFS + ".port.";
        }
        if (reason.contains("already in use")) {
            return owner.map(name -> "Stop " + name)
                            .orElse("Another program has this port; 'ss -tulpn' names it. Stop it")
                    + ", or set " + prefix + ".address or " + prefix + ".port.";
        }
        return "Check " + prefix + ".address, .port and .interface against 'ip address'.";
    }
}
