import BusinessTime
import Testing
import ZoneFiles

struct ZoneTests {
    @Test("offsets follow the law of each place, past and to come", arguments: [
        ("America/Mexico_City", "2022-07-01T12:00:00Z", -5), ("America/Mexico_City", "2026-07-01T12:00:00Z", -6),
        ("America/Mexico_City", "2199-07-01T12:00:00Z", -6),
        ("America/Cancun", "2026-01-01T12:00:00Z", -5), ("America/Hermosillo", "2026-07-01T12:00:00Z", -7),
        ("America/Tijuana", "2026-03-08T09:59:59Z", -8), ("America/Tijuana", "2026-03-08T10:00:00Z", -7),
        ("America/Tijuana", "2026-11-01T08:59:59Z", -7), ("America/Tijuana", "2026-11-01T09:00:00Z", -8),
        ("America/Ciudad_Juarez", "2026-07-01T12:00:00Z", -6), ("America/Matamoros", "2026-07-01T12:00:00Z", -5),
        // Written by the file's rule for the future, north and south.
        ("America/Chicago", "2150-07-01T12:00:00Z", -5), ("America/Chicago", "2150-12-01T12:00:00Z", -6),
        ("America/Santiago", "2150-01-15T12:00:00Z", -3), ("America/Santiago", "2150-07-01T12:00:00Z", -4),
        ("Europe/Madrid", "2199-10-27T00:59:59Z", 2), ("Europe/Madrid", "2199-10-27T01:00:00Z", 1),
    ])
    func offsets(zone: String, at: String, hours: Int) throws {
        let instant = try #require(Instant(iso8601: at))
        #expect(try ZoneFiles.zone(named: zone).offset(at: instant) == hours * 3600)
    }

    @Test func `a time that the clock skips is the moment of the change`() throws {
        let tijuana = try ZoneFiles.zone(named: "America/Tijuana")
        let change = try #require(Instant(iso8601: "2026-03-08T10:00:00Z"))
        #expect(try tijuana.at("2026-03-08 02:00") == change)
        #expect(try tijuana.at("2026-03-08 02:30") == change)
        #expect(try tijuana.at("2026-03-08 03:00") == change)
        #expect(try tijuana.at("2026-03-08 01:59") == change - 60)
    }

    @Test func `a time that the clock shows twice is the first`() throws {
        let chicago = try ZoneFiles.zone(named: "America/Chicago")
        #expect(try chicago.at("2026-11-01 01:30").iso8601 == "2026-11-01T06:30:00Z")
        #expect(try chicago.at("2026-11-01 02:00").iso8601 == "2026-11-01T08:00:00Z")
        #expect(chicago.iso8601(try chicago.at("2026-11-01 01:30") + 3600) == "2026-11-01T01:30:00-06:00")
    }

    @Test func `an odd offset of the time before standard time is shown in UTC`() throws {
        let zone = try ZoneFiles.zone(named: "America/Mexico_City")
        let early = try #require(Instant(iso8601: "1901-01-01T00:00:00Z"))
        #expect(Instant(iso8601: zone.iso8601(early)) == early)
        #expect(zone.iso8601(try zone.at("2026-03-13 13:00")) == "2026-03-13T13:00:00-06:00")
    }

    @Test("names that are no zones, or lead out of the directory, are refused", arguments: [
        "America/Atlantis", "../../etc/passwd", "/etc/passwd", "America/../UTC", "", "America", "tzdata.zi", "zone.tab",
    ])
    func unknown(name: String) {
        #expect(throws: ZoneFiles.Failure.self) { try ZoneFiles.zone(named: name) }
    }

    @Test func `the rule of a file holds for the years to come`() throws {
        let zone = try Zone(name: "test", tzif: Self.file(rule: "CST6CDT,M4.1.0,M10.5.0"))
        #expect(zone.iso8601(try zone.at("2150-04-05 03:00")) == "2150-04-05T03:00:00-05:00")
        #expect(zone.iso8601(try zone.at("2150-04-05 01:59")) == "2150-04-05T01:59:00-06:00")
        #expect(zone.iso8601(try zone.at("2150-10-25 02:00")) == "2150-10-25T02:00:00-06:00")
    }

    @Test func `a file that breaks off anywhere, counts leap seconds or has no sensible rule is refused`() throws {
        let file = Self.file(rule: "CST6CDT,M4.1.0,M10.5.0")
        for length in 0..<file.count {
            #expect(throws: ZoneError.notTZif) { try Zone(name: "x", tzif: Array(file.prefix(length))) }
        }
        #expect(throws: ZoneError.leapSeconds) { try Zone(name: "x", tzif: Self.file(rule: "CST6", leaps: 1)) }
        for rule in ["CST", "CST6CDT", "CST6CDT,M13.1.0,M10.5.0", "CST6CDT,M4.1.0", "CST999", "C6", "CST6CDT,M4.1.0,M10.5.0x"] {
            #expect(throws: ZoneError.unreadableRule(rule)) { try Zone(name: "x", tzif: Self.file(rule: rule)) }
        }
        #expect(throws: ZoneError.notTZif) { try Zone(name: "x", tzif: Array("TZif2".utf8) + Array(repeating: 0xFF, count: 60)) }
    }

    /// A version 2 file with one offset of six hours west, no transitions, and a rule.
    private static func file(rule: String, leaps: UInt8 = 0) -> [UInt8] {
        func header(leaps: UInt8, types: UInt8, characters: UInt8) -> [UInt8] {
            let counts: [UInt8] = [0, 0, leaps, 0, types, characters]
            return Array("TZif2".utf8) + Array(repeating: 0, count: 15) + counts.flatMap { [0, 0, 0, $0] }
        }
        let offset = withUnsafeBytes(of: Int32(-21_600).bigEndian) { Array($0) }
        return header(leaps: 0, types: 0, characters: 0) + header(leaps: leaps, types: 1, characters: 4)
            + offset + [0, 0] + Array("CST\0".utf8) + Array(repeating: 0, count: Int(leaps) * 12) + Array("\n\(rule)\n".utf8)
    }

    @Test func `the edition of the data is known`() throws {
        let version = try #require(ZoneFiles.version)
        #expect(version.prefixMatch(of: /20\d\d[a-z]?/) != nil)
    }
}
