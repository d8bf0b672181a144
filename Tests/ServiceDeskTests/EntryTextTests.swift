import Foundation
import ServiceDesk
import Testing

struct EntryTextTests {
    /// Each effect as `Codable` has it, keys in order.
    static let effects = [
        #"{"opened":{"_0":{"admissionClause":"contract-in-force","category":"email_outage","channel":"email","customer":4,"department":"soporte técnico","folio":"IN-1","level":1,"linkedFrom":5,"policy":4294967298,"priority":"alta","requester":3,"severity":2,"type":"ticket"}}}"#,
        #"{"opened":{"_0":{"channel":"portal","folio":"IN-2","policy":1,"requester":3,"type":"ticket"}}}"#,
        #"{"state":{"to":"waiting"}}"#, #"{"assignee":{"person":9}}"#, #"{"assignee":{}}"#, #"{"level":{"_0":2}}"#,
        #"{"severity":{"_0":-1}}"#, #"{"priority":{"_0":"muy \"alta\"\n"}}"#, #"{"waitBegan":{"reason":"authorization"}}"#,
        #"{"waitEnded":{}}"#, #"{"contacted":{}}"#, #"{"closes":{"at":7,"clause":"silence"}}"#, #"{"closesNever":{}}"#,
        #"{"owed":{"_0":{"clause":"hours","dueAt":2,"endedAt":4,"level":3,"metric":"resolution","number":2,"promise":"resolution","settledAt":253402300799,"startedAt":1,"status":"paused","warnAt":253402300799}}}"#,
        #"{"moved":{"deadline":1,"due":8,"warn":253402300799}}"#, #"{"deadline":{"_0":1,"is":"met"}}"#,
        #"{"settled":{"deadline":1}}"#, #"{"warned":{"deadline":1}}"#, #"{"subjectErased":{}}"#,
        #"{"reminds":{"at":7}}"#, #"{"reminded":{}}"#,
        #"{"contract":{"_0":7,"isVerified":true}}"#,
        #"{"work":{"_0":1,"_1":{"timed":{"by":3}}}}"#, #"{"work":{"_0":1,"_1":{"ended":{"minutes":37}}}}"#, #"{"work":{"_0":1,"_1":{"ended":{}}}}"#,
        #"{"work":{"_0":2,"_1":{"logged":{"by":3,"minutes":5}}}}"#, #"{"work":{"_0":2,"_1":{"charged":{}}}}"#, #"{"work":{"_0":2,"_1":{"cancelled":{}}}}"#,
        #"{"work":{"_0":3,"_1":{"offered":{"by":3,"tool":"TeamViewer"}}}}"#, #"{"work":{"_0":3,"_1":{"consented":{"byClient":true,"via":"portal"}}}}"#,
        #"{"work":{"_0":3,"_1":{"connected":{"by":3}}}}"#, #"{"work":{"_0":3,"_1":{"concluded":{"_0":"further_procedure"}}}}"#,
        #"{"work":{"_0":4,"_1":{"planned":{"_1":{"begins":7,"ends":8,"isUrgent":false},"by":3}}}}"#, #"{"work":{"_0":4,"_1":{"moved":{"_0":{"begins":9,"ends":10,"isUrgent":true}}}}}"#,
        #"{"work":{"_0":4,"_1":{"named":{"_0":{"begins":9,"ends":10,"engineer":7,"isUrgent":false,"revision":1}}}}}"#, #"{"work":{"_0":4,"_1":{"prepared":{"ready":["access-1","ñ \"2\""]}}}}"#, #"{"work":{"_0":4,"_1":{"prepared":{"ready":[]}}}}"#,
        #"{"work":{"_0":4,"_1":{"arrived":{"at":9,"by":3}}}}"#, #"{"work":{"_0":4,"_1":{"attended":{"expenses":35050,"until":10}}}}"#,
        #"{"work":{"_0":4,"_1":{"attended":{"expenses":35050,"prepaid":20000,"until":10}}}}"#,
        #"{"work":{"_0":4,"_1":{"failed":{"_0":"access_denied","countsAsDone":"visits","expenses":500,"prepaid":500,"until":10}}}}"#,
        #"{"work":{"_0":4,"_1":{"failed":{"_0":"access_denied","countsAsDone":"visits","expenses":0,"until":10}}}}"#, #"{"work":{"_0":4,"_1":{"failed":{"_0":"not_received","expenses":0,"until":10}}}}"#,
        #"{"opened":{"_0":{"channel":"portal","contract":7,"folio":"IN-2","plan":"basic","policy":1,"requester":3,"type":"ticket"}}}"#,
    ]

    @Test(arguments: effects)
    func `an effect is written as it is read`(_ text: String) throws {
        let effect = try JSONDecoder().decode(Effect.self, from: Data(text.utf8))
        #expect(try Entry.Body(effects: [effect]).text() == "{\"contents\":[],\"effects\":[\(text)],\"facts\":{}}")
    }

    @Test func `a body with anything in it is read back`() throws {
        let effects = try Self.effects.map { try JSONDecoder().decode(Effect.self, from: Data($0.utf8)) }
        let body = Entry.Body(
            effects: effects, contents: ["00ff", ""],
            facts: ["to": "2", "from": "1", "said": "\u{1}\t\\ \"ñ\" 🙂 /\r\n\u{7F}\u{2028}", "key \"ñ\"\n": ""])
        #expect(try JSONDecoder().decode(Entry.Body.self, from: Data(body.text().utf8)) == body)
    }

    /// What a contract's entries are made of; as they stand in the journal today, they are read for ever.
    static let movements = [
        #"{"opened":{"_0":{"customer":4,"ends":20,"isPinned":false,"number":"P-1","plan":"basic","policy":2,"starts":10}}}"#,
        #"{"granted":{"_0":{"boughtAt":10,"clause":"plan-basic","expiresAt":20,"granted":300,"lapsed":0,"number":1,"origin":"plan","price":150000,"reserved":0,"spent":0,"unit":"minute"}}}"#,
        #"{"charged":{"_0":{"at":11,"clauses":["tariff-incident"],"draws":[{"amount":4,"lot":2,"unit":"credit"}],"exchanges":[{"clause":"tariff-incident","of":{"amount":1,"unit":"incident"},"paid":{"amount":4,"unit":"credit"}}],"folio":"GE-1","isOnlyIfSolved":true,"lines":[{"clause":"tariff-incident","count":1,"item":"support_incident","label":"Incidente","minutes":30,"price":[{"amount":1,"unit":"incident"}],"worked":20}],"number":1,"settledAt":253402300799,"state":"reserved","ticket":9}}}"#,
        #"{"charge":{"_0":1,"is":"captured"}}"#, #"{"adjusted":{"by":-3,"lot":1}}"#, #"{"lapsed":{"amount":5,"lot":1}}"#,
        #"{"proposed":{"_0":{"change":-3,"lot":1,"number":4,"person":8}}}"#, #"{"settled":{"proposal":4}}"#, #"{"little":{"left":"credit"}}"#,
        #"{"endAnnounced":{}}"#, #"{"noticeGiven":{}}"#, #"{"renewed":{"until":30}}"#, #"{"purchaseOrder":{"_0":"OC-7"}}"#,
        #"{"product":{"_0":{"isDiscontinued":true,"name":"Punto de venta","warrantyUntil":"2027-03-01"}}}"#, #"{"ended":{"because":"used_up"}}"#,
        #"{"resumed":{}}"#,
    ]

    @Test(arguments: movements)
    func `a movement is written as it is read`(_ text: String) throws {
        let body = Entry.Body(movements: [try JSONDecoder().decode(Movement.self, from: Data(text.utf8))])
        #expect(try body.text() == "{\"contents\":[],\"contract\":[\(text)],\"effects\":[],\"facts\":{}}")
        #expect(try JSONDecoder().decode(Entry.Body.self, from: Data(body.text().utf8)) == body)
    }

    @Test func `the same body is always the same bytes`() throws {
        let names = (1...20).map { "fact\($0)" }
        let one = Entry.Body(facts: Dictionary(uniqueKeysWithValues: names.map { ($0, "x") }))
        let other = Entry.Body(facts: Dictionary(uniqueKeysWithValues: names.reversed().map { ($0, "x") }))
        #expect(try one.text() == other.text())
    }
}
