import Glibc

/// A colour of a company, or of the text.
package struct Color: Sendable, Hashable {
    package let red, green, blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// `#1f5fbf`; `nil` for any other shape.
    package init?(_ hex: String) {
        let digits = hex.utf8.dropFirst()
        guard hex.utf8.first == UInt8(ascii: "#"), digits.count == 6, let value = UInt32(hex.dropFirst(), radix: 16),
            digits.allSatisfy({ $0 != UInt8(ascii: "+") })
        else { return nil }
        self.init(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
    }

    /// Of text.
    package static let ink = Color(red: 0x22, green: 0x20, blue: 0x1d)
    /// Of labels and notes; still 5.7 : 1 on white.
    static let soft = Color(red: 0x66, green: 0x63, blue: 0x5e)
    /// Of lines between rows.
    static let hair = Color(red: 0xdd, green: 0xda, blue: 0xd4)

    /// The same colour, as dark as text on white must be (contrast 4.5 : 1, WCAG 1.4.3).
    var legible: Color {
        var color = self
        while color.contrastOnWhite < 4.5 {
            color = Color(
                red: UInt8(Double(color.red) * 0.94), green: UInt8(Double(color.green) * 0.94), blue: UInt8(Double(color.blue) * 0.94))
        }
        return color
    }

    var contrastOnWhite: Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 1.05 / (0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) + 0.05)
    }
}
