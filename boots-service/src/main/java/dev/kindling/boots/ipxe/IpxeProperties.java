package dev.kindling.boots.ipxe;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * iPXE and its scripts.
 *
 * @param directories where iPXE's programs are looked for after {@code ipxe/} in the data directory; the default is
 *     where Debian's package puts them
 * @param osieUrl where kernel and initial RAM disk are, unless the hardware says otherwise; default: in the machine's root
 *     tree, else {@code
 *     /images/osie} of this service
 * @param httpUrl base of this service's URLs in scripts; default its address and the port of its HTTP server
 * @param kernel name below that; {@code ARCH} stands for x86_64 or aarch64
 * @param initrd likewise
 * @param extra the kernel's own words
 * @param tinkerbellTls whether Tinkerbell's own worker is told to use TLS
 */
@ConfigurationProperties("kindling.boots.ipxe")
public record IpxeProperties(
        @DefaultValue("/usr/lib/ipxe") List<Path> directories,
        @DefaultValue("") String osieUrl,
        @DefaultValue("") String httpUrl,
        @DefaultValue("vmlinuz-ARCH") String kernel,
        @DefaultValue("initramfs-ARCH") String initrd,
        @DefaultValue("") String extra,
        @DefaultValue("false") boolean tinkerbellTls) {

    public IpxeProperties {
        directories = List.copyOf(directories);
    }
}
