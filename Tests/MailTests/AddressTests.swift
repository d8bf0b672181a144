import Mail
import Testing

struct AddressTests {
    @Test(arguments: [
        ("ana@example.mx", nil, "ana@example.mx"),
        (" Ana.Ruiz@EXAMPLE.mx ", nil, "Ana.Ruiz@example.mx"),
        ("Ana Ruiz <ana@example.mx>", "Ana Ruiz", "ana@example.mx"),
        ("\"Ruiz, Ana\" <ana@example.mx>", "Ruiz, Ana", "ana@example.mx"),
        ("<ana+soporte@example.mx>", nil, "ana+soporte@example.mx"),
        ("peña@ñandú.example", nil, "peña@ñandú.example"),
    ] as [(String, String?, String)])
    func `an address is read with its name, its domain in lower case`(text: String, name: String?, email: String) throws {
        let address = try #require(Address(text))
        #expect(address.name == name)
        #expect(address.email == email)
    }

    @Test(arguments: [
        "", "@", "ana", "ana@", "@example.mx", "ana@@example.mx@", "a na@example.mx", "ana@exa mple.mx", "ana@-example.mx",
        "ana@example..mx", ".ana@example.mx", "ana.@example.mx", "ana@example.mx\r\nBcc: b@example.mx", "ana\0@example.mx",
        "ana@example.mx>, <b@example.mx", "\"a b\"@example.mx", "ana@[127.0.0.1]", "ana@example.mx\u{202E}",
        String(repeating: "a", count: 65) + "@example.mx",
    ])
    func `what no mail can be sent to is no address`(text: String) {
        #expect(Address(text) == nil)
    }
}
