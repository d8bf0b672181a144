/// A picture of a screen with an error on it, as a PNG made of nothing but this code.
enum SamplePicture {
    private static let (width, height) = (320, 180)

    static func png(shade: Int) -> [UInt8] {
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", header) + chunk("IDAT", zlib(pixels(shade: shade))) + chunk("IEND", [])
    }

    /// Rows of RGB: a window with its title bar, a few lines of "text", and a red box.
    private static func pixels(shade: Int) -> [UInt8] {
        (0..<height).flatMap { y -> [UInt8] in
            [0] + (0..<width).flatMap { x in color(x, y, shade: shade) }
        }
    }

    private static func color(_ x: Int, _ y: Int, shade: Int) -> [UInt8] {
        if y < 18 { return [UInt8(40 + shade % 60), 70, 120] }
        if (70..<120).contains(y), (50..<270).contains(x) {
            let isBorder = y < 73 || y > 116 || x < 53 || x > 266
            let isWord = (88..<94).contains(y) && x > 70 && x < 250 && x % 23 < 17
            return isBorder || isWord ? [178, 34, 34] : [255, 238, 238]
        }
        let isLine = y % 16 < 4 && y > 26 && x > 16 && x < 300 - (y * 7 + shade) % 120
        return isLine ? [205, 210, 216] : [246, 247, 249]
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc(body))
    }

    /// The zlib format with blocks that are stored as they are: no compressor is needed for a sample.
    private static func zlib(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = data[...]
        while !rest.isEmpty {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
            stream += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + block
        }
        return stream + bigEndian(adler(data))
    }

    private static func adler(_ data: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }

    private static func crc(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(number >> $0 & 0xFF) }
    }
}
