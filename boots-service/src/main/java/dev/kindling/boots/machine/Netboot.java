package dev.kindling.boots.machine;

/**
 * {@code network.interfaces[].netboot.ipxe} and {@code .osie} of a hardware document; empty strings where it
 * says nothing.
 *
 * @param ipxeUrl the script to go on with
 * @param ipxeContents the script itself; goes before the URL
 * @param osieBaseUrl where kernel and initial RAM disk are
 * @param kernel its name there
 * @param initrd its name there
 */
public record Netboot(String ipxeUrl, String ipxeContents, String osieBaseUrl, String kernel, String initrd) {

    /** Of a document that says nothing. */
    public static final Netboot NONE = new Netboot("", "", "", "", "");
}
