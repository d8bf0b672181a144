import Foundation
import SupportPolicy

/// Numbers by chance, the same ones for the same seed (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<max(limit, 1), using: &self) }
    mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }
}

/// Documents that nobody should write.
struct Hostile {
    var chance: Chance
    /// Policies to spoil, by lines.
    let policies: [[String]]
    private let words: [String]

    init(seed: UInt64, policies: [String]) {
        chance = Chance(seed: seed)
        self.policies = policies.map { $0.components(separatedBy: "\n") }
        words = Array(Set(policies.joined(separator: " ").split { !$0.isLetter && !$0.isNumber && !"_-:".contains($0) }.map(String.init))).sorted()
    }

    /// Values that are too large, too many, of the wrong kind, or aimed at something else.
    static let values = [
        "99999999999999999999999", "-1", "0", "1e400", "0x7fffffffffffffff", "99999 d", "100000 d", "0 h", "-3 d", "1 min", "∞ h", "8h",
        "9999-12-31", "0000-00-00", "0000-01-01", "2026-02-30", "26-1-1", "25:00-26:00", "24:00-24:00", "\"09:00-09:00\"", "\"23:00-22:59\"",
        "[\"25:00-26:00\"]", "\"00:00-24:00\"", "fri-mon", "mon-mon", "mon-", "-", "- -", "../../etc/passwd", "/etc/passwd", "America/../../../etc/passwd",
        "America", "tzdata.zi", "leapseconds", "right/America/Mexico_City", "UTC", "Pacific/Apia", "Africa/Monrovia", "unknown", "!unknown x", "!unknown [a]",
        "~", "null", "", "''", "\"\"", "\"\\0\"", "\"\\e[2J\"", "\"a\\nb\"", "\u{202E}x", "\u{FEFF}", "yes", "true", "[]", "{}", "[[]]", "{a: b}",
        "{? [a, b] : c}", "{[a]: b}", "{1: 2}", "!!binary x", "!!python/object:os.system x", "!<tag:x> y", "&a b", "*a", "<<: *a", "|", ">-", "%TAG", "@x", "`x`",
        "'", "\"", "\\", "---", "...", "?", ": :", "# x", "any", "never", "mx_lft", "[mx_lft, mx_lft]", "{0: {label: x, cites: y}}",
        String(repeating: "x", count: 50_000), String(repeating: "[", count: 3_000), String(repeating: "{a: ", count: 3_000),
        String(repeating: "[", count: 900) + String(repeating: "]", count: 900), "[" + String(repeating: "\"09:00-10:00\", ", count: 2_000) + "]",
    ]

    /// One document after another: a few kinds of noise, and mostly policies with some damage.
    mutating func document() -> [UInt8] {
        switch chance.below(12) {
        case 0: bytes()
        case 1: Array(flow(depth: 6).utf8)
        case 2: Array(ofKeys().utf8)
        case 3: truncated()
        case 4: flipped()
        default: Array(damaged().utf8)
        }
    }

    private mutating func bytes() -> [UInt8] {
        (0..<chance.below(400)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
    }

    private mutating func flow(depth: Int) -> String {
        switch depth == 0 ? 0 : chance.below(4) {
        case 0: return chance.below(4) == 0 ? chance.one(of: Self.values) : chance.one(of: words)
        case 1:
            var parts: [String] = []
            for _ in 0..<chance.below(5) { parts.append(flow(depth: depth - 1)) }
            return "[" + parts.joined(separator: ", ") + "]"
        default:
            var parts: [String] = []
            for _ in 0..<chance.below(6) { parts.append("\(chance.one(of: words)): \(flow(depth: depth - 1))") }
            return "{" + parts.joined(separator: ", ") + "}"
        }
    }

    /// A document that is one, with sections of which nothing is right.
    private mutating func ofKeys() -> String {
        let keys = [
            "policy", "company", "clauses", "assumptions", "calendars", "types", "categories", "departments", "priorities", "severities",
            "channels", "admission", "forms", "targets", "pauses", "lifecycle", "escalation", "units", "plans", "tariff", "charging", "commitments", "provisions",
        ]
        var lines = ["schema: ventanilla-policy/1"]
        for key in keys { lines.append("\(key): \(flow(depth: 4))") }
        return lines.joined(separator: "\n")
    }

    private mutating func truncated() -> [UInt8] {
        let whole = Array(chance.one(of: policies).joined(separator: "\n").utf8)
        return Array(whole.prefix(chance.below(whole.count)))
    }

    private mutating func flipped() -> [UInt8] {
        var bytes = Array(chance.one(of: policies).joined(separator: "\n").utf8)
        for _ in 0...chance.below(6) { bytes[chance.below(bytes.count)] ^= UInt8(1 << chance.below(8)) }
        return bytes
    }

    private mutating func damaged() -> String {
        var lines = chance.one(of: policies)
        for _ in 0...chance.below(3) {
            let place = chance.below(lines.count)
            switch chance.below(8) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: place)
            case 2: lines.swapAt(place, chance.below(lines.count))
            case 3: lines[place] = String(repeating: " ", count: chance.below(9)) + lines[place]
            case 4: lines[place] += " " + chance.one(of: Self.values)
            case 5: lines.insert(chance.one(of: chance.one(of: policies)), at: place)
            default: lines[place] = replaced(in: lines[place])
            }
        }
        return lines.joined(separator: "\n")
    }

    /// A line with another value at one of its keys, or another name for one.
    private mutating func replaced(in line: String) -> String {
        let colons = line.indices.filter { line[$0...].hasPrefix(": ") }
        guard !colons.isEmpty else { return line + chance.one(of: Self.values) }
        let colon = chance.one(of: colons)
        let start = line.index(colon, offsetBy: 2)
        let end = line[start...].firstIndex { ",}".contains($0) } ?? line.endIndex
        let value = chance.below(3) == 0 ? chance.one(of: words) : chance.one(of: Self.values)
        if chance.below(8) == 0 { return line[..<start].dropLast(3) + value + line[colon...] }
        return line[..<start] + value + line[end...]
    }
}
