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

    /// `#1f5fbf`
    package var hex: String {
        "#" + [red, green, blue].map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    /// The same colour, as dark as text on white must be (WCAG 1.4.3).
    ///
    /// - Parameter contrast: what it has at least; more where the ground is not quite white.
    package func legible(at contrast: Double = 4.5) -> Color {
        changed(until: { 1.05 / ($0.luminance + 0.05) >= contrast }) { $0 * 0.94 }
    }

    /// The same colour, as light as text on a nearly black ground must be.
    package var legibleOnBlack: Color {
        changed(until: { ($0.luminance + 0.05) / 0.065 >= 7 }) { $0 + (255 - $0) * 0.06 }
    }

    private func changed(until isLegible: (Color) -> Bool, _ step: (Double) -> Double) -> Color {
        var color = self
        while !isLegible(color) {
            let next = Color(red: color.red.stepped(step), green: color.green.stepped(step), blue: color.blue.stepped(step))
            // Nothing is darker than black, nor lighter than white.
            guard next != color else { break }
            color = next
        }
        return color
    }

    /// Between 0 and 1 (WCAG 2.1).
    var luminance: Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

extension UInt8 {
    /// At least one step further, unless it stands where the step leads.
    fileprivate func stepped(_ step: (Double) -> Double) -> UInt8 {
        let next = step(Double(self))
        return UInt8(clamping: Int(next < Double(self) ? next.rounded(.down) : next.rounded(.up)))
    }
}
