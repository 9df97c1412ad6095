package dev.kindling.boots.dhcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * A kernel for a PC BIOS that writes its command line to the first serial port and ends QEMU through its
 * {@code isa-debug-exit} device. To a boot loader it is a Linux kernel of boot protocol 2.06
 * (Documentation/arch/x86/boot.rst), with nothing behind its real-mode part.
 */
final class TinyKernel {

    /** Words for QEMU that give this kernel its way out. */
    static final String EXIT_DEVICE = "isa-debug-exit,iobase=0xf4,iosize=4";

    private static final int SECTOR = 512;
    private static final int SETUP_SECTORS = 4;
    private static final int CODE = 0x268;

    /** The boot loader enters with DS at the start of this image, where the header says at which address the line is. */
    private static final String PROGRAM = """
            66 a1 28 02     mov  eax, [0x228]
            66 89 c3        mov  ebx, eax
            66 c1 e8 04     shr  eax, 4
            83 e3 0f        and  bx, 15
            8e c0           mov  es, ax
            26 8a 0f        mov  cl, es:[bx]    ; next
            84 c9           test cl, cl
            74 10           jz   done
            ba fd 03        mov  dx, 0x3fd
            ec              in   al, dx         ; wait
            a8 20           test al, 0x20
            74 fb           jz   wait
            b2 f8           mov  dl, 0xf8
            88 c8           mov  al, cl
            ee              out  dx, al
            43              inc  bx
            eb e9           jmp  next
            b0 00           mov  al, 0          ; done
            e6 f4           out  0xf4, al
            f4              hlt
            """;

    private TinyKernel() {}

    static byte[] image() {
        ByteBuffer image = ByteBuffer.allocate((1 + SETUP_SECTORS + 1) * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x1f1, (byte) SETUP_SECTORS);
        image.putInt(0x1f4, SECTOR / 16);
        image.putShort(0x1fe, (short) 0xaa55);
        // A short jump over the header.
        image.put(0x200, (byte) 0xeb).put(0x201, (byte) (CODE - 0x202));
        image.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
        image.putShort(0x206, (short) 0x0206);
        // Loaded high; a heap may follow.
        image.put(0x211, (byte) 0x81);
        image.putInt(0x214, 0x100000);
        image.putShort(0x224, (short) 0xe000);
        image.putInt(0x22c, 0x37ffffff);
        image.putInt(0x238, 2047);
        image.put(CODE, HexFormat.of().parseHex(program()));
        return image.array();
    }

    private static String program() {
        return PROGRAM.lines()
                .map(line -> line.substring(0, 16).replace(" ", ""))
                .collect(Collectors.joining());
    }
}
